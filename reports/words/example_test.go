package words_test

import (
	"fmt"
	"math/big"
	"strings"

	"nsk/reports/words"
)

func ExampleRender() {
	args := words.Args{
		"n": words.Int(41),
		"k": words.Int(5),
		"N": words.Int(20),
	}
	for _, l := range words.Both {
		s, err := words.Render(l, "S08", args)
		fmt.Println(strings.ReplaceAll(s, "\u00a0", "_"), err) // a number is not parted from its noun
	}
	// Output:
	// Қолданыстағы аккредиттеу аттестаты бар тану орталықтарының саны – 41; олар 20_өңірдің бесеуінде бар. <nil>
	// Число центров признания с действующим аттестатом аккредитации – 41; они есть в 5_регионах из 20. <nil>
}

func ExampleParts_Wrap() {
	parts, err := words.RenderTextParts(words.KK, "Үлес {p.dat} {dir?артты|төмендеді}.", words.Args{
		"p":   words.Percent(big.NewRat(123, 10), 1),
		"dir": words.Choice(0),
	})
	fmt.Println(parts.Wrap(func(p words.Part) string { return "<a href=#" + p.Slot + ">" + p.Text + "</a>" }), err)
	// Output:
	// Үлес <a href=#p>12,3%-ға</a> артты. <nil>
}
