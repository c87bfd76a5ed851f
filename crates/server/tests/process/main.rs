//! The binary as processes: what happens on the wire, on the disk and on the terminal.

#![cfg(test)]

mod admin;
mod audit;
mod backup;
mod demo;
mod harness;
mod keys;
mod phones;
mod serving;
