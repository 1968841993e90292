package reports

import "strings"

// An obligation is a return that the two official texts of the order owe differently: one
// of them on a condition.
type obligation struct {
	Source string `json:"source"`
	Point  string `json:"point"` // paragraph of Order 391
	Sub    string `json:"sub"`   // subparagraph
	KK     string `json:"kk"`    // what the Kazakh text says
	RU     string `json:"ru"`
}

// conditional are the obligations that the contracts mark so.
func conditional() []obligation {
	list := []obligation{}
	for _, c := range sources() {
		if c.Conditional == nil {
			continue
		}
		point, sub, _ := strings.Cut(strings.TrimSuffix(c.Paragraph, ")"), "(")
		list = append(list, obligation{Source: c.Source, Point: point, Sub: sub, KK: c.Conditional.KK, RU: c.Conditional.RU})
	}
	return list
}
