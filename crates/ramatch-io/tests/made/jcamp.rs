//! JCAMP-DX, in every form.

use super::{POINTS, shift, value};

/// JCAMP-DX with a table of this content.
pub(crate) fn jcamp(table: &str) -> String {
    format!(
        "##TITLE= made by hand $$ a comment\n##JCAMP-DX= 4.24\n##DATA TYPE= RAMAN SPECTRUM\n##ORIGIN= ramatch\n\
         ##OWNER= public domain\n##XUNITS= 1/CM\n##YUNITS= COUNTS\n##FIRSTX= 100\n##LASTX= 119\n##DELTAX= 1\n\
         ##XFACTOR= 1\n##YFACTOR= 1\n##NPOINTS= 20\n##$LASER WAVELENGTH= 785\n##XYDATA= (X++(Y..Y))\n{table}##END=\n"
    )
}

pub(crate) fn affn_table() -> String {
    let line = |from: usize| {
        let values: Vec<String> = (from..from + 5).map(|i| value(i).to_string()).collect();
        format!("{} {}\n", shift(from), values.join(" "))
    };
    (0..POINTS).step_by(5).map(line).collect()
}

pub(crate) fn pac_table() -> String {
    let line = |from: usize| -> String {
        let values: String = (from..from + 5).map(|i| format!("{:+}", value(i))).collect();
        format!("{}{values}\n", shift(from))
    };
    (0..POINTS).step_by(5).map(line).collect()
}

fn pseudo(value: i64, positive: &[u8], negative: &[u8]) -> String {
    let digits = value.unsigned_abs().to_string();
    let table = if value < 0 { negative } else { positive };
    let first = char::from(table[usize::from(digits.as_bytes()[0] - b'0')]);
    format!("{first}{}", &digits[1..])
}

fn squeezed(value: f64) -> String {
    pseudo(value as i64, b"@ABCDEFGHI", b"@abcdefghi")
}

pub(crate) fn sqz_table() -> String {
    let line = |from: usize| -> String {
        let values: String = (from..from + 5).map(|i| squeezed(value(i))).collect();
        format!("{}{values}\n", shift(from))
    };
    (0..POINTS).step_by(5).map(line).collect()
}

/// Differences; every line begins with a check of the last value of the line before; repetitions where asked for.
pub(crate) fn dif_table(repetitions: bool) -> String {
    let (mut text, mut i) = (String::new(), 0);
    while i + 1 < POINTS {
        let mut line = format!("{}{}", shift(i), squeezed(value(i)));
        let end = (i + 6).min(POINTS - 1);
        let mut next = i + 1;
        while next <= end {
            let step = value(next) - value(next - 1);
            let mut run = 1;
            while repetitions && next + run <= end && value(next + run) - value(next + run - 1) == step {
                run += 1;
            }
            line += &pseudo(step as i64, b"%JKLMNOPQR", b"%jklmnopqr");
            if run > 1 {
                line.push(char::from(b'R' + run as u8));
            }
            next += run;
        }
        text += &line;
        text.push('\n');
        i = end;
    }
    format!("{text}{}{} $$ checkpoint\n", shift(POINTS - 1), squeezed(value(POINTS - 1)))
}

pub(crate) fn jcamp_points() -> String {
    let pairs: String = (0..POINTS).map(|i| format!("{}, {}\n", shift(i), value(i))).collect();
    jcamp("").replace("##XYDATA= (X++(Y..Y))\n", &format!("##XYPOINTS= (XY..XY)\n{pairs}"))
}

pub(crate) fn jcamp_ntuples() -> String {
    let page = |n: usize| {
        let values: Vec<String> = (0..POINTS).map(|i| (value(i) * n as f64).to_string()).collect();
        format!("##PAGE= N={n}\n##DATA TABLE= (X++(Y..Y)), XYDATA\n100 {}\n", values.join(" "))
    };
    format!(
        "##TITLE= two pages\n##JCAMP-DX= 5.00\n##DATA TYPE= RAMAN SPECTRUM\n##DATA CLASS= NTUPLES\n##NTUPLES= SERIES\n\
         ##VAR_NAME= SHIFT, COUNTS, PAGE\n##SYMBOL= X, Y, N\n##VAR_TYPE= INDEPENDENT, DEPENDENT, PAGE\n##VAR_FORM= AFFN, AFFN, AFFN\n\
         ##VAR_DIM= 20, 20, 2\n##UNITS= 1/CM, COUNTS,\n##FIRST= 100, -4, 1\n##LAST= 119, 0, 2\n##FACTOR= 1, 1, 1\n{}{}\
         ##END NTUPLES= SERIES\n##END=\n",
        page(1),
        page(2)
    )
}

pub(crate) fn jcamp_link() -> String {
    let block = jcamp(&affn_table());
    format!("##TITLE= linked\n##JCAMP-DX= 4.24\n##DATA TYPE= LINK\n##BLOCKS= 2\n{block}{block}##END=\n")
}
