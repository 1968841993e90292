package ingest

import (
	"archive/zip"
	"compress/flate"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"time"

	"nsk/connectors/contract"
)

// A manifest lists what a bundle holds, in the order in which it is to be received.
type manifest struct {
	Made     string    `json:"made"` // day
	Centre   string    `json:"centre,omitempty"`
	Landings []bundled `json:"landings"`
	Seen     []seen    `json:"seen,omitempty"`
}

// bundled is one landing: an edition of a public register, or an act.
type bundled struct {
	Entry     string    `json:"entry"`
	Source    string    `json:"source"`
	Provider  string    `json:"provider"`
	Period    string    `json:"period"`
	MediaType string    `json:"media_type"`
	SHA256    string    `json:"sha256"`
	At        time.Time `json:"at"`
}

// seen is what rules may see of the returns of other centres: the columns that a rule
// declares, such as serial numbers, and nothing else.
type seen struct {
	Entry   string   `json:"entry"`
	Source  string   `json:"source"`
	Columns []string `json:"columns"`
}

// WriteBundle writes what a centre needs to check its files as they will be checked here:
// the public registers that rules read, byte for byte as they were received, the changes
// to rules, and of other centres the columns that rules declare. There is no personal
// datum in it, nor anything that would let one be guessed. The same state gives the same
// bytes.
func (in *Ingester) WriteBundle(ctx context.Context, w io.Writer, centre string, made time.Time) error {
	b := &bundle{Ingester: in, ctx: ctx, zip: zip.NewWriter(w), manifest: manifest{Made: day(made), Centre: centre}}
	b.zip.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, flate.BestCompression) })
	for _, step := range []func() error{b.registers, b.seen, b.finish} {
		if err := step(); err != nil {
			return fmt.Errorf("bundle: %w", err)
		}
	}
	return nil
}

// A bundle is being written.
type bundle struct {
	*Ingester
	ctx      context.Context
	zip      *zip.Writer
	manifest manifest
}

// public lists the sources that rules read and that hold nothing personal.
func (in *Ingester) public() (sources []string) {
	for _, p := range in.plans {
		for _, c := range p.later {
			for _, s := range c.data.Reads {
				if q := in.plans[s]; q != nil && !q.contract.HasPersonal() && !slices.Contains(sources, s) {
					sources = append(sources, s)
				}
			}
		}
	}
	slices.Sort(sources)
	return sources
}

func (b *bundle) registers() error {
	all, err := landings(b.ctx, b.engine, "WHERE l.source IN ("+literals(b.public())+") AND l.landing IN (SELECT landing FROM ledger.current) OR l.source = '"+ActSource+"'")
	if err != nil {
		return err
	}
	for _, l := range all {
		if l.Source == ActSource {
			ours, err := b.concerns(l)
			if err != nil || !ours {
				if err != nil {
					return err
				}
				continue
			}
		}
		if err := b.landing(l); err != nil {
			return err
		}
	}
	return nil
}

// concerns reports whether an act is the centre's business: a changed rule is everybody's,
// a tolerance that of the centre it was given to.
func (b *bundle) concerns(l Landing) (bool, error) {
	r, err := b.store.Open(l)
	if err != nil {
		return false, err
	}
	defer r.Close()
	var a Act
	if err := json.NewDecoder(r).Decode(&a); err != nil {
		return false, err
	}
	return a.Setting != nil || a.Tolerance != nil && a.Tolerance.Provider == b.manifest.Centre, nil
}

func (b *bundle) landing(l Landing) error {
	r, err := b.store.Open(l)
	if err != nil {
		return err
	}
	defer r.Close()
	k := bundled{Entry: fmt.Sprintf("landings/%05d", len(b.manifest.Landings)+1), Source: l.Source, Provider: l.Provider, Period: l.Period.String(), MediaType: l.MediaType, At: l.At.UTC()}
	sum := sha256.New()
	if err := b.entry(k.Entry, io.TeeReader(r, sum)); err != nil {
		return err
	}
	k.SHA256 = hex.EncodeToString(sum.Sum(nil))
	b.manifest.Landings = append(b.manifest.Landings, k)
	return nil
}

// entry adds a file to the zip, without the time that would make two bundles differ.
func (b *bundle) entry(name string, r io.Reader) error {
	w, err := b.zip.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate})
	if err != nil {
		return err
	}
	_, err = io.Copy(w, r)
	return err
}

// across lists the columns of others' rows that the rules of a source may see.
func (p *plan) across() (columns []string) {
	for _, s := range p.contract.Stored() {
		for _, c := range p.later {
			if slices.Contains(c.data.Across, s.Name) && !slices.Contains(columns, s.Name) {
				columns = append(columns, s.Name)
			}
		}
	}
	return columns
}

func (b *bundle) finish() error {
	data, err := json.MarshalIndent(b.manifest, "", " ")
	if err != nil {
		return err
	}
	w, err := b.zip.CreateHeader(&zip.FileHeader{Name: "manifest.json", Method: zip.Deflate})
	if err != nil {
		return err
	}
	if _, err := w.Write(data); err != nil {
		return err
	}
	return b.zip.Close()
}

// contractOf is the contract of a source, or that of acts.
func (in *Ingester) contractOf(source string) (*contract.Contract, error) {
	if source == ActSource {
		return actContract, nil
	}
	if p := in.plans[source]; p != nil {
		return p.contract, nil
	}
	return nil, fmt.Errorf("no contract for source %q", source)
}
