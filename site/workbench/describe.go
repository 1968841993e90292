package workbench

import "nsk/warehouse/query"

// schemas are what the schemas of a release hold.
var schemas = map[string]string{"core": "schema-core", "mart": "schema-mart", "reference": "schema-reference", "ledger": "schema-ledger", "staging": "schema-staging"}

// describe says in the language of the reader what schemas, tables and columns are.
func describe(list []schema, lang string, say func(string) string) {
	known := make(map[string]query.Table)
	for _, t := range query.Catalogue() {
		known[t.Schema+"."+t.Name] = t
	}
	for i := range list {
		s := &list[i]
		if key := schemas[s.Name]; key != "" {
			s.About = say(key)
		}
		for j := range s.Tables {
			s.Tables[j].describe(known[s.Name+"."+s.Tables[j].Name], lang)
		}
	}
}

func (t *table) describe(as query.Table, lang string) {
	t.About = as.Says.In(lang)
	for i := range t.Columns {
		for _, c := range as.Columns {
			if c.Name == t.Columns[i].Name {
				t.Columns[i].About = c.Says.In(lang)
			}
		}
	}
}
