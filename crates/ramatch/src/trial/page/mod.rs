//! A validation as one page of HTML that needs nothing else: pictures, tables, every answer that was not so.

mod chart;
mod pictures;
mod style;
mod tables;
mod whole;
