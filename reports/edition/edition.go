// Package edition writes a report as all its files, with the manifest by which each of them
// can be recognised later. Equal results give equal bytes, whoever writes them and where.
package edition

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"nsk/reports"
	"nsk/reports/annex"
	"nsk/reports/document"
	"nsk/reports/docx"
	"nsk/reports/pdf"
	"nsk/reports/words"
	"nsk/warehouse"
)

// A Format is one way to write a report.
type Format string

// The formats.
const (
	HTML Format = "html"
	DOCX Format = "docx"
	PDF  Format = "pdf" // needs Chromium
	XLSX Format = "xlsx"
	JSON Format = "json"
	Data Format = "data" // annex/*.csv and *.parquet
)

// Formats are all formats in the order they are written.
var Formats = []Format{HTML, DOCX, PDF, XLSX, JSON, Data}

// Parse reads a list of formats.
func Parse(list []string) ([]Format, error) {
	var out []Format
	for _, s := range list {
		f := Format(strings.ToLower(strings.TrimSpace(s)))
		if !slices.Contains(Formats, f) {
			return nil, fmt.Errorf("%q is no format of a report; choose from %v", s, Formats)
		}
		out = append(out, f)
	}
	return out, nil
}

// Possible returns all formats that can be written here, and why another cannot: without
// Chromium there is no PDF.
func Possible() ([]Format, error) {
	if _, err := pdf.Find(); err != nil {
		return slices.DeleteFunc(slices.Clone(Formats), func(f Format) bool { return f == PDF }), fmt.Errorf("no PDF was written: %w", err)
	}
	return Formats, nil
}

// Options say what is written.
type Options struct {
	Formats []Format   // all if empty
	Number  int        // of the edition; 1 if zero, an amendment counts on
	Said    func(File) // is told every file that stands; may be nil
	// Missing is told why there is no PDF, and the other formats are written all the same; if it
	// is nil, that is an error.
	Missing func(error)
}

// A writer writes the files of one edition.
type writer struct {
	dir      string
	opt      Options
	manifest Manifest
}

// Write writes the report and its manifest into dir. Every file takes its own name only when
// it is whole, the manifest last.
func Write(ctx context.Context, r *reports.Result, dir string, opt Options) (Manifest, error) {
	if len(opt.Formats) == 0 {
		opt.Formats = Formats
	}
	w := &writer{dir: dir, opt: opt, manifest: manifestOf(r, max(opt.Number, 1))}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return Manifest{}, err
	}
	for _, step := range []struct {
		format Format
		write  func(context.Context, *reports.Result) error
	}{{HTML, w.html}, {DOCX, w.docx}, {PDF, w.pdf}, {XLSX, w.xlsx}, {JSON, w.json}, {Data, w.data}} {
		if !slices.Contains(opt.Formats, step.format) {
			continue
		}
		err := step.write(ctx, r)
		if err != nil && step.format == PDF && opt.Missing != nil && ctx.Err() == nil {
			opt.Missing(err)
			continue
		}
		if err != nil {
			return Manifest{}, fmt.Errorf("write report: %w", err)
		}
	}
	if err := whole(filepath.Join(dir, ManifestName), w.manifest.write); err != nil {
		return Manifest{}, fmt.Errorf("write report: %w", err)
	}
	return w.manifest, nil
}

func (w *writer) html(_ context.Context, r *reports.Result) error {
	for _, l := range words.Both {
		if err := w.file("report."+string(l)+".html", func(out io.Writer) error { return document.WriteHTML(out, r.Documents[l]) }); err != nil {
			return err
		}
		if err := w.file(reports.CatalogueFile(l), func(out io.Writer) error { return reports.WriteCatalogue(out, l) }); err != nil {
			return err
		}
	}
	return nil
}

func (w *writer) docx(_ context.Context, r *reports.Result) error {
	p := docx.Properties{Identifier: r.Release, Date: r.Window.AsOf}
	for _, l := range words.Both {
		if err := w.file("report."+string(l)+".docx", func(out io.Writer) error { return docx.Write(out, r.Documents[l], p) }); err != nil {
			return err
		}
	}
	return nil
}

func (w *writer) pdf(ctx context.Context, r *reports.Result) error {
	program, err := pdf.Find()
	if err != nil {
		return err
	}
	p := pdf.Properties{Date: r.Window.AsOf}
	for _, l := range words.Both {
		var html bytes.Buffer
		if err := document.WriteHTML(&html, r.Documents[l]); err != nil {
			return err
		}
		data, err := pdf.Print(ctx, program, html.Bytes(), p)
		if err != nil {
			return err
		}
		if err := w.file("report."+string(l)+".pdf", func(out io.Writer) error { return put(out, data) }); err != nil {
			return err
		}
	}
	return nil
}

func put(w io.Writer, data []byte) error {
	_, err := w.Write(data)
	return err
}

func (w *writer) xlsx(_ context.Context, r *reports.Result) error {
	c, err := annex.Of(r)
	if err != nil {
		return err
	}
	return w.file("annex.xlsx", func(out io.Writer) error { return annex.WriteBook(out, c) })
}

func (w *writer) json(_ context.Context, r *reports.Result) error {
	return w.file("facts.json", r.Publication().Write)
}

func (w *writer) data(ctx context.Context, r *reports.Result) (err error) {
	c, err := annex.Of(r)
	if err != nil {
		return err
	}
	db, err := warehouse.Scratch(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	names, err := annex.WriteTables(ctx, db, c, filepath.Join(w.dir, "annex"))
	if err != nil {
		return err
	}
	for _, name := range names {
		if err := w.stands("annex/" + name); err != nil {
			return err
		}
	}
	return nil
}

// file writes one file and enters it in the manifest.
func (w *writer) file(name string, write func(io.Writer) error) error {
	if err := whole(filepath.Join(w.dir, name), write); err != nil {
		return err
	}
	return w.stands(name)
}

// stands enters a file that was written in the manifest.
func (w *writer) stands(name string) error {
	f, err := read(w.dir, name)
	if err != nil {
		return err
	}
	w.manifest.Files = append(w.manifest.Files, f)
	if w.opt.Said != nil {
		w.opt.Said(f)
	}
	return nil
}

// whole writes a file under another name until it is whole.
func whole(path string, write func(io.Writer) error) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".writing-*")
	if err != nil {
		return err
	}
	err = errors.Join(write(f), f.Chmod(0o644), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("%s: %w", filepath.Base(path), err), os.Remove(f.Name()))
	}
	return nil
}
