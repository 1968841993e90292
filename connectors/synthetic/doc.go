// Package synthetic is a republic that never was: deterministic sources for demo, tests and benchmarks.
//
// It lives one year, with its own history of the year before, and publishes every source of
// connectors/contracts over the transport that the contract names: drop files appear in an
// inbox (Publish), the rest is asked over HTTP (Handler). Everything is a pure function of
// Options: two republics of the same options write the same bytes. What is wrong in the
// data was planted, and Oracle lists it.
//
// No number, name or event is a fact about Kazakhstan; README.md states the magnitudes.
package synthetic
