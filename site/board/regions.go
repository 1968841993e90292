package board

import "nsk/site/figure"

func regions(d *drawing) ([]figure.Figure, error) {
	return []figure.Figure{d.over("E.02", "region"), d.over("C.01", "region")}, nil
}
