//! The pentadiagonal solve of the penalised baselines.
//!
//! Row i of the system is `wᵢ + sᵢ λ (D₂ᵀD₂)ᵢ + λ₁ (D₁ᵀD₁)ᵢ`, with a factor sᵢ on its penalty: 1 for most methods,
//! so that the system is symmetric, another in every row for drPLS and asPLS, so that it is not. One LU
//! factorisation without pivoting serves all. It runs *from both ends at once* and is joined by a 2 × 2 system in
//! the middle: the two chains do not wait for each other, which halves the time of one solve. What a pivot needs
//! of the one before is prepared while that one's reciprocal is computed.
//!
//! All of it in `f64`: in `f32` the solve is wrong from λ = 10³ and fails from 10⁹.

use super::penalised::Penalised;
use crate::ground::layout::Layout;
use ramatch_kernels::{Pack, Row};

/// What a row of the system is made of.
struct Terms<P> {
    /// λ sᵢ
    penalty: P,
    /// wᵢ
    weight: P,
    /// Right side.
    right: P,
}

/// One row: coefficients outwards (towards the end where its chain began), on the diagonal, and inwards.
struct Coefficients<P> {
    far_out: P,
    out: P,
    diagonal: P,
    inward: P,
    far_in: P,
    right: P,
}

/// Where a row stands, counted from the nearer end: what D₂ᵀD₂ and D₁ᵀD₁ have there.
#[derive(Clone, Copy)]
enum Place {
    First,
    Second,
    Inner,
}

impl Place {
    fn of(from_end: usize) -> Self {
        match from_end {
            0 => Place::First,
            1 => Place::Second,
            _ => Place::Inner,
        }
    }
}

impl<P: Pack> Terms<P> {
    #[inline(always)]
    fn of<L: Layout<Number = P>, M: Penalised>(
        method: &M,
        lambda: P,
        y: L::Cell,
        w: L::Cell,
        alpha: L::Cell,
    ) -> Self {
        let (w, alpha) = (L::number(w), L::number(alpha));
        let weight = method.weight(w);
        Self { penalty: method.scale(w, alpha) * lambda, weight, right: weight * L::number(y) }
    }

    #[inline(always)]
    fn row(self, place: Place, first: f64) -> Coefficients<P> {
        let (diagonal, out, inward, of_first) = match place {
            Place::First => (1.0, 0.0, -2.0, 1.0),
            Place::Second => (5.0, -2.0, -4.0, 2.0),
            Place::Inner => (6.0, -4.0, -4.0, 2.0),
        };
        let (mut out, mut inward) = (self.penalty * P::splat(out), self.penalty * P::splat(inward));
        if first != 0.0 {
            (out, inward) = (out - P::splat(first), inward - P::splat(first));
        }
        // The weight comes last: it is the smallest, and others round it in the same place.
        let mut middle = self.penalty * P::splat(diagonal);
        if first != 0.0 {
            middle = middle + P::splat(of_first * first);
        }
        Coefficients {
            far_out: self.penalty,
            out,
            diagonal: middle + self.weight,
            inward,
            far_in: self.penalty,
            right: self.right,
        }
    }
}

/// A row after elimination: `z = right − near · z(inwards) − far · z(inwards by two)`.
#[derive(Clone, Copy)]
struct Eliminated<P> {
    near: P,
    far: P,
    right: P,
}

impl<P: Pack> Eliminated<P> {
    /// z of this row from those of the next two inwards.
    #[inline(always)]
    fn back(self, one: P, two: P) -> P {
        (-self.near).mul_add(one, (-self.far).mul_add(two, self.right))
    }
}

/// One of the two chains: its last two rows, and the last one's `near` as a product yet to be made.
struct Chain<P> {
    last: Eliminated<P>,
    before: Eliminated<P>,
    near_numerator: P,
    inverse: P,
}

impl<P: Pack> Chain<P> {
    #[inline(always)]
    fn new() -> Self {
        let zero = P::splat(0.0);
        let nothing = Eliminated { near: zero, far: zero, right: zero };
        Self { last: nothing, before: nothing, near_numerator: zero, inverse: zero }
    }

    #[inline(always)]
    fn step(&mut self, row: Coefficients<P>) -> Eliminated<P> {
        let Chain { last, before, .. } = *self;
        let out = (-row.far_out).mul_add(before.near, row.out);
        let diagonal = (-row.far_out).mul_add(before.far, row.diagonal);
        let pivot = (-(out * self.near_numerator)).mul_add(self.inverse, diagonal);
        let inverse = P::splat(1.0) / pivot;
        let numerator = (-out).mul_add(last.far, row.inward);
        let right = (-out).mul_add(last.right, (-row.far_out).mul_add(before.right, row.right));
        let now = Eliminated { near: numerator * inverse, far: row.far_in * inverse, right: right * inverse };
        *self = Chain { last: now, before: last, near_numerator: numerator, inverse };
        now
    }

    /// The row at the seam: the diagonal, the coefficient of the other chain's row, and the right side.
    #[inline(always)]
    fn seam(&self, row: Coefficients<P>, other: &Self) -> (P, P, P) {
        let Chain { last, before, .. } = *self;
        let out = (-row.far_out).mul_add(before.near, row.out);
        macro_rules! eliminate {
            ($own:expr, $before:expr, $last:expr, $beyond:expr) => {{
                let own = (-row.far_out).mul_add($before, $own);
                (-row.far_in).mul_add($beyond, (-out).mul_add($last, own))
            }};
        }
        (
            eliminate!(row.diagonal, before.far, last.near, other.last.far),
            eliminate!(row.inward, P::splat(0.0), last.far, other.last.near),
            eliminate!(row.right, before.right, last.right, other.last.right),
        )
    }
}

/// The arrays of one solve, `[rows]` each.
pub(super) struct System<'a> {
    pub(super) y: &'a [Row],
    pub(super) w: &'a [Row],
    /// Only read by methods that ask for it.
    pub(super) alpha: &'a [Row],
    pub(super) z: &'a mut [Row],
    pub(super) near: &'a mut [Row],
    pub(super) far: &'a mut [Row],
}

/// Solves for `z`. `near` and `far` are overwritten. n ≥ 5; O(n), one division for each row.
#[inline(always)]
pub(super) fn solve<L: Layout, M: Penalised>(method: &M, n: usize, system: System<'_>) {
    let lambda = L::Number::splat(method.settings().lambda);
    let first = method.first();
    let (y, w) = (L::cells(system.y, n), L::cells(system.w, n));
    let alpha = if M::ALPHA { L::cells(system.alpha, n) } else { w };
    let z = L::cells_mut(system.z, n);
    let (near, far) = (L::cells_mut(system.near, n), L::cells_mut(system.far, n));

    // Rows 0 .. p go to the upper chain, p and q are joined, the rest go to the lower chain.
    let p = (n - 1) / 2;
    let q = p + 1;
    let lower = n - 1 - q;
    // Row i of the system. Macros, not closures: what is not inlined is compiled without the processor's instructions.
    macro_rules! at {
        ($i:expr) => {{
            let i = $i;
            let mut terms = Terms::of::<L, M>(method, lambda, y[i], w[i], alpha[i]);
            if M::FIRST_OF_DATA {
                let here = L::number(y[i]);
                let left = here - L::number(y[i.saturating_sub(1)]);
                let right = here - L::number(y[(i + 1).min(n - 1)]);
                terms.right = L::Number::splat(first).mul_add(left + right, terms.right);
            }
            terms
        }};
    }
    macro_rules! put {
        ($i:expr, $row:expr) => {{
            let (i, row): (usize, Eliminated<L::Number>) = ($i, $row);
            (z[i], near[i], far[i]) = (L::cell(row.right), L::cell(row.near), L::cell(row.far));
        }};
    }
    let (mut up, mut down) = (Chain::new(), Chain::new());
    for i in 0..p.min(2) {
        put!(i, up.step(at!(i).row(Place::of(i), first)));
    }
    for i in 0..lower.min(2) {
        put!(n - 1 - i, down.step(at!(n - 1 - i).row(Place::of(i), first)));
    }
    if M::FIRST_OF_DATA {
        for i in 2..lower {
            put!(i, up.step(at!(i).row(Place::Inner, first)));
            put!(n - 1 - i, down.step(at!(n - 1 - i).row(Place::Inner, first)));
        }
    } else if lower > 2 {
        // The same, without a check of bounds in every step.
        let upper = y[2..lower].iter().zip(&w[2..lower]).zip(&alpha[2..lower]);
        let bottom = q + 1..n - 2;
        let bottom = y[bottom.clone()].iter().zip(&w[bottom.clone()]).zip(&alpha[bottom]);
        let (z_up, z_down) = z.split_at_mut(q);
        let (near_up, near_down) = near.split_at_mut(q);
        let (far_up, far_down) = far.split_at_mut(q);
        let upper_out = z_up[2..lower].iter_mut().zip(&mut near_up[2..lower]).zip(&mut far_up[2..lower]);
        let last = n - q - 2;
        let bottom_out = z_down[1..last].iter_mut().zip(&mut near_down[1..last]).zip(&mut far_down[1..last]);
        for ((above, above_out), (below, below_out)) in upper.zip(upper_out).zip(bottom.zip(bottom_out).rev())
        {
            let ((&y, &w), &alpha) = above;
            let row = up.step(Terms::of::<L, M>(method, lambda, y, w, alpha).row(Place::Inner, first));
            let ((z, near), far) = above_out;
            (*z, *near, *far) = (L::cell(row.right), L::cell(row.near), L::cell(row.far));
            let ((&y, &w), &alpha) = below;
            let row = down.step(Terms::of::<L, M>(method, lambda, y, w, alpha).row(Place::Inner, first));
            let ((z, near), far) = below_out;
            (*z, *near, *far) = (L::cell(row.right), L::cell(row.near), L::cell(row.far));
        }
    }
    for i in lower.max(2)..p {
        put!(i, up.step(at!(i).row(Place::Inner, first)));
    }

    let (a, b, right_p) = up.seam(at!(p).row(Place::of(p.min(n - 1 - p)), first), &down);
    let (d, c, right_q) = down.seam(at!(q).row(Place::of(q.min(n - 1 - q)), first), &up);
    // a z_p + b z_q = right_p, c z_p + d z_q = right_q
    let ratio = c / a;
    let z_q = (-ratio).mul_add(right_p, right_q) / (-ratio).mul_add(b, d);
    let z_p = (-b).mul_add(z_q, right_p) / a;

    z[p] = L::cell(z_p);
    z[q] = L::cell(z_q);
    let (mut up, mut down) = ((z_p, z_q), (z_q, z_p));
    for i in (lower..p).rev() {
        let row = Eliminated { near: L::number(near[i]), far: L::number(far[i]), right: L::number(z[i]) };
        up = (row.back(up.0, up.1), up.0);
        z[i] = L::cell(up.0);
    }
    let (z_up, z_down) = z.split_at_mut(q + 1);
    let upper_rows = z_up[..lower].iter_mut().zip(&near[..lower]).zip(&far[..lower]).rev();
    let lower_rows = z_down.iter_mut().zip(&near[q + 1..]).zip(&far[q + 1..]);
    for (((z, &near), &far), ((z_below, &near_below), &far_below)) in upper_rows.zip(lower_rows) {
        let row = Eliminated { near: L::number(near), far: L::number(far), right: L::number(*z) };
        up = (row.back(up.0, up.1), up.0);
        *z = L::cell(up.0);
        let row =
            Eliminated { near: L::number(near_below), far: L::number(far_below), right: L::number(*z_below) };
        down = (row.back(down.0, down.1), down.0);
        *z_below = L::cell(down.0);
    }
}
