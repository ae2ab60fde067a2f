//! Coefficients of every emphasised row that bound what it can score, so that a search by the default matcher looks at few rows.
//!
//! With u a row of norm 1 (its codes over √Σ c²), w a query of norm 1 (its weights likewise), B = (b_k) 128 nearly orthonormal
//! rows, t_k ≈ b_k·u and a_k ≈ b_k·w as they were computed, q what is kept of t, and s·â what is kept of a:
//!
//! ```text
//! u·w ≤ s â·q + ‖a‖ ‖t − q‖ + ‖a − s â‖ ‖q‖ + r(u) r(w) + slack        (Cauchy–Schwarz, three times)
//! r(v)² = 1 − ‖t‖² + 2 η + γ        ≥ the square of what is left of v beside B
//! slack = 2.1 η + 3.1 γ             γ = ‖B Bᵀ − 1‖_F,  η = √128 (n + 4) 2⁻²⁴ · 1.1, the rounding of n products in f32
//! ```
//!
//! q is kept in eight bits: four of them in a row of 64 bytes, one line of a cache, that is looked at for every entry; the other four
//! in another such row, for entries that the first leaves. Beside them stand, in one byte each and rounded up, the norms ‖t − q‖
//! of both and r(u), and the energy Σ c² before each of 32 places of the axis, rounded down: what a query does not cover counts less in a
//! score's denominator.
//!
//! B is the leading principal subspace of a sample of the rows, by orthogonal iteration, turned by a Hadamard matrix: so all
//! coefficients are of about one size, and few bits are enough for each. Any B gives true bounds; the better it is, the fewer
//! rows are left. `DESIGN.md` has the numbers.

mod basis;
mod build;
mod coefficients;
mod direction;
mod layout;

pub(crate) use basis::Basis;
pub(crate) use build::{Rows, build, verify, worth_it};
pub(crate) use direction::Direction;
pub(crate) use layout::{IndexRef, Norms, blocks_inside};
