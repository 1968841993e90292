//go:build !race

package main

// raceDetector tells tests that last minutes that they would last far longer.
const raceDetector = false
