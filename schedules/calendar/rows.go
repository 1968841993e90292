package calendar

import "database/sql/driver"

// Rows lists every day that the calendar knows: the day, whether it is worked, and the
// number of working days up to it, so that a distance in working days is a difference of
// two numbers.
func (c *Calendar) Rows() ([][]driver.Value, error) {
	first, last := c.Years()
	var rows [][]driver.Value
	n := int64(0)
	for d := Date(first, 1, 1); d <= Date(last, 12, 31); d++ {
		working, err := c.Working(d)
		if err != nil {
			return nil, err
		}
		if working {
			n++
		}
		rows = append(rows, []driver.Value{d.Time(), working, n})
	}
	return rows, nil
}
