// Package template makes the workbook that a recognition centre fills in: the columns of
// a contract under headers the reader knows, lists to choose from, and how to send it.
package template

import (
	"errors"
	"fmt"
	"io"

	"github.com/xuri/excelize/v2"

	"nsk/connectors/contract"
)

// An Input is what a template is made of.
type Input struct {
	Contract *contract.Contract
	Provider Provider
	Period   contract.Period // names the file to send
	Scope    []Line          // what the centre may examine in
	Regions  []contract.Region
	Lang     string // language of the headers: kk or ru; the other stands in the comments
}

// A Provider is the centre that fills the template in.
type Provider struct {
	BIN  string
	Name contract.Text
}

// A Line is one profession and level of a centre's scope.
type Line struct {
	Profession string
	Level      int
	Name       contract.Text
}

// The sheets beside the one with the rows.
const (
	listSheet  = "Анықтамалықтар – Справочники"
	guideSheet = "Нұсқаулық – Инструкция"
)

// lastDefault is the last row in which the centre's BIN appears by itself.
const lastDefault = 1001

// Write writes the workbook. The same input gives the same bytes. It fails if the
// contract cannot be sent as a workbook, or if the centre has no scope to choose from.
func Write(w io.Writer, in Input) error {
	if err := in.check(); err != nil {
		return fmt.Errorf("template: %w", err)
	}
	b := &book{Input: in, file: excelize.NewFile()}
	defer b.file.Close()
	for _, step := range []func() error{b.begin, b.lists, b.columns, b.guide} {
		if err := step(); err != nil {
			return fmt.Errorf("template of %s: %w", in.Contract.Source, err)
		}
	}
	return b.file.Write(w)
}

func (in *Input) check() error {
	switch {
	case in.Contract.XLSX == nil:
		return fmt.Errorf("%s is not read from workbooks; its contract has no xlsx", in.Contract.Source)
	case in.Lang != "kk" && in.Lang != "ru":
		return fmt.Errorf("headers in %q: write kk or ru", in.Lang)
	case in.Provider.BIN == "":
		return errors.New("no BIN of the centre")
	case len(in.Scope) == 0:
		return fmt.Errorf("centre %s has no profession in its scope", in.Provider.BIN)
	}
	return nil
}

// A book is a workbook in the making.
type book struct {
	Input
	file   *excelize.File
	style  styles
	listed []list
}

// styles are the numbers of the workbook's styles.
type styles struct{ text, date, plain, required, optional, title, wrapped, head int }

// begin makes the sheets and styles, and properties that are the same for ever.
func (b *book) begin() error {
	sheet := b.Contract.XLSX.Sheet
	if err := b.file.SetSheetName("Sheet1", sheet); err != nil {
		return err
	}
	for _, name := range []string{listSheet, guideSheet} {
		if _, err := b.file.NewSheet(name); err != nil {
			return err
		}
	}
	if err := b.file.SetDocProps(&excelize.DocProperties{Creator: "nsk", Title: b.title(), Language: b.Lang,
		Created: "2023-09-18T00:00:00Z", Modified: "2023-09-18T00:00:00Z"}); err != nil {
		return err
	}
	if err := b.file.SetAppProps(&excelize.AppProperties{Application: "nsk"}); err != nil {
		return err
	}
	return b.styles()
}

func (b *book) styles() error {
	wrap := &excelize.Alignment{WrapText: true, Vertical: "top"}
	day := "dd.mm.yyyy"
	for _, s := range []struct {
		id    *int
		style excelize.Style
	}{
		{&b.style.text, excelize.Style{NumFmt: 49}}, // @: leading zeros stay
		{&b.style.date, excelize.Style{CustomNumFmt: &day}},
		{&b.style.plain, excelize.Style{}},
		{&b.style.required, excelize.Style{Alignment: wrap, Font: &excelize.Font{Bold: true, Color: "FFFFFF"}, Fill: filled("1B3A5C")}},
		{&b.style.optional, excelize.Style{Alignment: wrap, Font: &excelize.Font{Bold: true}, Fill: filled("E8EEF5")}},
		{&b.style.title, excelize.Style{Alignment: wrap, Font: &excelize.Font{Bold: true, Size: 13}}},
		{&b.style.wrapped, excelize.Style{Alignment: wrap, NumFmt: 49}},
		{&b.style.head, excelize.Style{Alignment: wrap, Font: &excelize.Font{Bold: true}, Fill: filled("E8EEF5")}},
	} {
		id, err := b.file.NewStyle(&s.style)
		if err != nil {
			return err
		}
		*s.id = id
	}
	return nil
}

func filled(colour string) excelize.Fill {
	return excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{colour}}
}

// title is the contract's title in the language of the headers.
func (b *book) title() string {
	if b.Lang == "kk" {
		return b.Contract.Title.KK
	}
	return b.Contract.Title.RU
}

// label is the header of a column.
func (b *book) label(col *contract.Column) string {
	if b.Lang == "kk" {
		return col.KK
	}
	return col.RU
}

// cell names a cell; both numbers count from 1.
func cell(column, row int) string {
	name, err := excelize.CoordinatesToCellName(column, row)
	if err != nil {
		panic("template: " + err.Error()) // a contract has no 16,384 columns
	}
	return name
}

// letter names a column.
func letter(column int) string {
	name, err := excelize.ColumnNumberToName(column)
	if err != nil {
		panic("template: " + err.Error()) // as in cell
	}
	return name
}
