package query

// What the tests of a confined process try.
var (
	Filter      = filter
	OpenNothing = openNothing
)

const ReleaseFile = releaseFile
