package contract

// Type is how the text of a column is understood.
type Type string

// The types. Code, iin, bin and kato are texts with a shape of their own: leading zeros
// are part of the value, so none of them is ever a number.
const (
	TypeText      Type = "text"
	TypeCode      Type = "code"
	TypeInteger   Type = "integer"
	TypeDecimal   Type = "decimal"
	TypeDate      Type = "date"
	TypeTimestamp Type = "timestamp"
	TypeBoolean   Type = "boolean"
	TypeIIN       Type = "iin"
	TypeBIN       Type = "bin"
	TypeKATO      Type = "kato"
)

var sqlTypes = map[Type]string{
	TypeText: "VARCHAR", TypeCode: "VARCHAR", TypeIIN: "VARCHAR", TypeBIN: "VARCHAR", TypeKATO: "VARCHAR",
	TypeInteger: "BIGINT", TypeDecimal: "DECIMAL(18,4)", TypeDate: "DATE",
	TypeTimestamp: "TIMESTAMP", TypeBoolean: "BOOLEAN",
}

// SQL is the DuckDB type a value of this type is stored in.
func (t Type) SQL() string { return sqlTypes[t] }

// What may be kept of a personal column.
const (
	KeepPersonKey = "person_key" // keyed pseudonym of an IIN
	KeepBirthYear = "birth_year" // year of a birth date
	KeepRegion    = "region"     // first two digits of a КАТО code
)

// keeps says which type each kept thing is made from, and what it is stored as.
var keeps = map[string]struct {
	From Type
	SQL  string
}{
	KeepPersonKey: {TypeIIN, "VARCHAR"},
	KeepBirthYear: {TypeDate, "SMALLINT"},
	KeepRegion:    {TypeKATO, "VARCHAR"},
}

// A Stored column is one that reaches the warehouse.
type Stored struct {
	Name string  // column of the raw table
	SQL  string  // its DuckDB type
	From *Column // column of the source it comes from
	Keep string  // what is kept of a personal column; empty for the value itself
}

// Stored lists what the warehouse keeps of a row: the plain columns as they are, and of
// the personal ones only what the contract keeps.
func (c *Contract) Stored() []Stored {
	var out []Stored
	for i := range c.Columns {
		col := &c.Columns[i]
		if !col.Personal() {
			out = append(out, Stored{Name: col.Name, SQL: col.Type.SQL(), From: col})
		}
		for _, k := range col.Keep {
			out = append(out, Stored{Name: k, SQL: keeps[k].SQL, From: col, Keep: k})
		}
	}
	return out
}
