package chart

import "slices"

// Medians are lines through the medians of both directions; ok is false for fewer than four
// points, of which no median is worth a line.
func Medians(points []Point) (lines []Curve, ok bool) {
	if len(points) < 4 {
		return nil, false
	}
	var xs, ys []float64
	for _, p := range points {
		xs, ys = append(xs, p.X), append(ys, p.Y)
	}
	x, y := median(xs), median(ys)
	return []Curve{
		{Limit: true, Points: []Point{{X: x, Y: 0}, {X: x, Y: slices.Max(ys)}}},
		{Limit: true, Points: []Point{{X: 0, Y: y}, {X: slices.Max(xs), Y: y}}},
	}, true
}

func median(list []float64) float64 {
	s := slices.Sorted(slices.Values(list))
	return (s[(len(s)-1)/2] + s[len(s)/2]) / 2
}
