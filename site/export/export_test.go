package export

import (
	"bytes"
	"iter"
	"math/big"
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/decimal128"
	"github.com/apache/arrow-go/v18/arrow/ipc"
	"github.com/apache/arrow-go/v18/arrow/memory"
	"github.com/apache/arrow-go/v18/parquet/file"
	"github.com/apache/arrow-go/v18/parquet/pqarrow"
	"github.com/xuri/excelize/v2"
)

// sample is a table with all that is easily lost: two columns of one name, many digits,
// NULL beside an empty text, a text like a formula.
func sample() Table {
	schema := arrow.NewSchema([]arrow.Field{
		{Name: "n", Type: arrow.PrimitiveTypes.Int64, Nullable: true}, {Name: "n", Type: &arrow.Decimal128Type{Precision: 38, Scale: 2}, Nullable: true},
		{Name: "text", Type: arrow.BinaryTypes.String, Nullable: true}, {Name: "day", Type: arrow.FixedWidthTypes.Date32, Nullable: true},
	}, nil)
	b := array.NewRecordBuilder(memory.DefaultAllocator, schema)
	large, _ := new(big.Int).SetString("-12345678901234567890123456", 10)
	for i, text := range []string{"", "=1+1", "қ\"ой, иә"} {
		b.Field(0).(*array.Int64Builder).Append(9007199254740993 + int64(i))
		b.Field(1).(*array.Decimal128Builder).Append(decimal128.FromBigInt(large))
		b.Field(2).(*array.StringBuilder).Append(text)
		b.Field(3).(*array.Date32Builder).Append(20000)
	}
	b.Field(0).AppendNull()
	b.Field(1).(*array.Decimal128Builder).Append(decimal128.FromI64(-5))
	b.Field(2).AppendNull()
	b.Field(3).AppendNull()
	batch := b.NewRecordBatch()
	var batches iter.Seq2[arrow.RecordBatch, error] = func(yield func(arrow.RecordBatch, error) bool) { yield(batch, nil) }
	return Table{Schema: schema, Batches: batches}
}

func written(t *testing.T, name string, people bool) []byte {
	t.Helper()
	f, _ := Named(name)
	table := sample()
	table.People = people
	var b bytes.Buffer
	if err := f.Write(&b, table); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestCSV(t *testing.T) {
	want := "n,n_2,text,day\r\n" +
		"9007199254740993,-123456789012345678901234.56,\"\",2024-10-04\r\n" +
		"9007199254740994,-123456789012345678901234.56,=1+1,2024-10-04\r\n" +
		"9007199254740995,-123456789012345678901234.56,\"қ\"\"ой, иә\",2024-10-04\r\n" +
		",-0.05,,\r\n"
	if got := string(written(t, "csv", false)); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if got := string(written(t, "csv", true)); got != mark+strings.Replace(want, "=1+1", "'=1+1", 1) {
		t.Errorf("for people:\n%s", got)
	}
}

func TestJSON(t *testing.T) {
	got := string(written(t, "json", false))
	for _, want := range []string{`{"n":9007199254740993,"n_2":-123456789012345678901234.56,"text":"","day":"2024-10-04"}`, `{"n":null,"n_2":-0.05,"text":null,"day":null}`} {
		if !strings.Contains(got, want) {
			t.Errorf("%s lacks %s", got, want)
		}
	}
}

// A workbook keeps as text what it would round as a number.
func TestXLSX(t *testing.T) {
	x, err := excelize.OpenReader(bytes.NewReader(written(t, "xlsx", true)))
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	rows, err := x.GetRows("Sheet1")
	if err != nil || len(rows) != 5 || rows[1][0] != "9007199254740993" || rows[1][1] != "-123456789012345678901234.56" || rows[2][2] != "=1+1" || rows[4][1] != "-0.05" {
		t.Errorf("%q, %v", rows, err)
	}
	if kind, err := x.GetCellType("Sheet1", "A2"); err != nil || kind == excelize.CellTypeNumber || kind == excelize.CellTypeUnset {
		t.Errorf("A2 is %v, %v", kind, err)
	}
	if f, err := x.GetCellFormula("Sheet1", "C3"); err != nil || f != "" {
		t.Errorf("a text became the formula %q", f)
	}
}

func TestParquetAndArrow(t *testing.T) {
	p, err := file.NewParquetReader(bytes.NewReader(written(t, "parquet", false)))
	if err != nil {
		t.Fatal(err)
	}
	reader, err := pqarrow.NewFileReader(p, pqarrow.ArrowReadProperties{}, memory.DefaultAllocator)
	if err != nil {
		t.Fatal(err)
	}
	table, err := reader.ReadTable(t.Context())
	if err != nil || table.NumRows() != 4 || table.Schema().Field(1).Name != "n_2" {
		t.Fatalf("%v, %v", table, err)
	}
	numbers := table.Column(1).Data().Chunk(0)
	if text, _ := Text(numbers, 0); text != "-123456789012345678901234.56" {
		t.Errorf("parquet has %s", text)
	}
	a, err := ipc.NewFileReader(bytes.NewReader(written(t, "arrow", false)))
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	b, err := a.RecordBatch(0)
	if err != nil || b.NumRows() != 4 {
		t.Fatal(b, err)
	}
	if text, null := Text(b.Column(2), 0); text != "" || null {
		t.Error("an empty text became NULL")
	}
	if _, null := Text(b.Column(2), 3); !null {
		t.Error("NULL became a text")
	}
}
