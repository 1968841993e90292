//go:build race

package verdict_test

// raceDetector tells tests that last minutes that they would last far longer.
const raceDetector = true
