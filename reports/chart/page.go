package chart

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
)

//go:embed page.gohtml
var pageText string

// Script returns the script of interactive pages: ECharts and dress, which makes
// chart options ready for setOption. A page calls
//
//	echarts.init(element).setOption(dress(options))
//
// with the JSON of [Chart.JSON]. It loads nothing from anywhere.
func Script() string { return echartsJS + "\n" + dressJS }

// Page writes one self-contained interactive page of charts; lang is the language of
// their texts ("kk", "ru") and title the title of the page.
func Page(w io.Writer, lang, title string, list ...Chart) error {
	page, err := template.New("page").Parse(pageText)
	if err != nil {
		panic("chart: page.gohtml: " + err.Error()) // embedded, covered by a test
	}
	type item struct {
		Chart
		JSON string
	}
	data := struct {
		Lang, Title string
		Script      template.JS
		Charts      []item
	}{lang, title, template.JS(Script()), nil}
	for _, c := range list {
		data.Charts = append(data.Charts, item{c, string(c.JSON())})
	}
	if err := page.Execute(w, data); err != nil {
		return fmt.Errorf("write page of charts: %w", err)
	}
	return nil
}
