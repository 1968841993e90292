package pdf

import (
	"fmt"
	"regexp"
	"slices"
)

// stamps are the times of printing in what Chromium writes; the file has no other trace of
// the hour. The place of everything else in the file hangs on the length, so it stays.
var stamps = regexp.MustCompile(`/(CreationDate|ModDate) \(D:\d{14}\+00'00'\)`)

// nodes are the ids of headings that the tags of cells point to. Chromium counts everything it
// ever tagged, so the same document gets higher ones when the program had more to do before.
var nodes = regexp.MustCompile(`\(node(\d{8})\)`)

// normal gives the file the date of the release in the place of the hour of printing, and
// counts the ids from one. Their order stays: they are sorted in the file.
func normal(data []byte, p Properties) []byte {
	data = stamps.ReplaceAll(data, []byte("/$1 (D:"+p.Date.UTC().Format("20060102150405")+"+00'00')"))
	var ids []string
	for _, m := range nodes.FindAllSubmatch(data, -1) {
		ids = append(ids, string(m[1]))
	}
	slices.Sort(ids)
	ids = slices.Compact(ids)
	return nodes.ReplaceAllFunc(data, func(m []byte) []byte {
		at, _ := slices.BinarySearch(ids, string(m[len("(node"):len(m)-1]))
		return fmt.Appendf(nil, "(node%08d)", at+1)
	})
}

var (
	pageObject  = regexp.MustCompile(`(?m)^(\d+) 0 obj\n<</Type /Page\n`)
	destination = regexp.MustCompile(`(?m)(?:^|<<)/([A-Za-z0-9_.-]+) \[(\d+) 0 R /XYZ `)
)

// pagesOf finds on which page every place stands that a link of the document leads to.
func pagesOf(data []byte) map[string]int {
	number := map[string]int{}
	for i, m := range pageObject.FindAllSubmatch(data, -1) {
		number[string(m[1])] = i + 1
	}
	pages := map[string]int{}
	for _, m := range destination.FindAllSubmatch(data, -1) {
		if n, ok := number[string(m[2])]; ok && string(m[1]) != "Dest" { // that is a link to a place, not its name
			pages[string(m[1])] = n
		}
	}
	return pages
}
