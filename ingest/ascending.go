package ingest

import (
	"fmt"
	"strings"

	"nsk/warehouse"
)

// ascending is the question whether each key is greater than the one of the row read before
// it; then no two are alike, in whatever order the rows are read. Most files are sorted so,
// and to see it takes a hundredth of what a group for each key takes, and no memory; of
// another file, the answer is there with the first row that is out of order.
func (p *plan) ascending() string {
	var columns []string
	equal, greater := "", ""
	for i, name := range p.contract.Key {
		k, before := warehouse.Quote(name), fmt.Sprintf("before_%d", i)
		columns = append(columns, k, "lag("+k+") OVER () AS "+before)
		greater += " OR " + equal + k + " > " + before
		equal += k + " = " + before + " AND "
	}
	return "SELECT NOT EXISTS (SELECT 1 FROM (SELECT row_number() OVER () AS place, " + strings.Join(columns, ", ") + " FROM " + p.table() +
		" WHERE _landing = ? AND _state = 0) WHERE place > 1 AND (" + strings.TrimPrefix(greater, " OR ") + ") IS NOT TRUE)"
}
