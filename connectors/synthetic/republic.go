package synthetic

import (
	"fmt"
	"sync"
	"time"

	"nsk/connectors/contract"
	"nsk/connectors/contracts"
	"nsk/schedules/calendar"
)

// Scale is the size of the republic.
type Scale struct {
	Centres      int // recognition centres, at least 30: each kind of defect needs its own
	Applications int // applications of the year; the year before has three quarters of it
}

// Options say which republic it is.
type Options struct {
	Seed  uint64
	Year  int   // 2025 if zero; the working calendar must know it, the year before and the year after
	Scale Scale // 90 centres and 20,000 applications where zero
	// Defects plants the breaches of every rule that data/defects.yaml lists, in returns of
	// centres of their own and in what bodies publish. The book is written for 2025 and for
	// thirty other centres.
	Defects bool
}

// Republic is one republic with its virtual clock. Safe for concurrent use.
type Republic struct {
	opt         Options
	year        int
	par         parameters
	calendar    *calendar.Calendar
	contracts   []*contract.Contract
	bodies      []contract.Body
	regions     []region
	sectors     []sector
	names       names
	professions []profession
	offers      []offer
	units       []unit
	centres     []centre
	weights     []int // of centres
	volume      volume
	defects     *book // nil unless asked for

	once  sync.Once
	plans *plan // what happens when; made at first use

	mu  sync.Mutex
	now calendar.Day
}

// New makes a republic. It panics if the working calendar does not know the years it
// lives in, for then no date could be made.
func New(opt Options) *Republic {
	if opt.Year == 0 {
		opt.Year = 2025
	}
	if opt.Scale.Centres == 0 {
		opt.Scale.Centres = 90
	}
	if opt.Scale.Applications == 0 {
		opt.Scale.Applications = 20000
	}
	opt.Scale.Centres = max(opt.Scale.Centres, 30)
	r := &Republic{opt: opt, year: opt.Year, par: design(), calendar: calendar.Kazakhstan()}
	if first, last := r.calendar.Years(); opt.Year-1 < first || opt.Year+1 > last {
		panic(fmt.Sprintf("synthetic republic of %d: the working calendar knows %d to %d only", opt.Year, first, last))
	}
	r.contracts, r.bodies = duties()
	r.regions, r.sectors, r.names = regions(), sectors(), newNames()
	r.professions = r.newProfessions()
	r.offers, r.units = offersOf(r.professions), unitsOf(r.professions)
	if opt.Defects {
		r.defects = newBook()
	}
	r.centres = append(r.newCentres(), r.newDefectCentres()...)
	for i := range r.centres {
		r.weights = append(r.weights, r.centres[i].weight)
	}
	r.volume = r.newVolume()
	return r
}

// duties loads the contracts the republic publishes by, and the bodies they name.
func duties() ([]*contract.Contract, []contract.Body) {
	all, err := contract.Load(contracts.FS)
	if err != nil {
		panic(err) // embedded, linted by its own tests
	}
	bodies, err := contract.LoadBodies(contracts.FS)
	if err != nil {
		panic(err)
	}
	return all, bodies
}

// Now is the local day up to which everything has been published; zero before the first
// Publish.
func (r *Republic) Now() time.Time {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.now.IsZero() {
		return time.Time{}
	}
	return r.now.Start()
}

// plan returns what happens when.
func (r *Republic) plan() *plan {
	r.once.Do(func() { r.plans = r.newPlan() })
	return r.plans
}

func (r *Republic) contract(source string) *contract.Contract {
	return contract.Find(r.contracts, source)
}
