package schedules

import (
	"fmt"
	"sort"

	"nsk/connectors/contract"
	"nsk/schedules/calendar"
)

// A Return is one that has been answered: by data, by an explicit nil or by "cannot provide".
type Return struct {
	Source   string
	Provider string
	Period   contract.Period
}

// A Task is one return to pull, and why now.
type Task struct {
	Expected
	Why string
}

// Plan lists what should be pulled on a day, given where every return stands on it: what is
// wanted, oldest due day first. It is pure: a missed day is caught up because what is
// missing is looked for, not because a bell once rang.
func Plan(today calendar.Day, standings []Standing) []Task {
	var tasks []Task
	for i := range standings {
		if s := &standings[i]; s.Wanted() {
			tasks = append(tasks, Task{Expected: s.Expected, Why: why(today, s.Expected)})
		}
	}
	sort.SliceStable(tasks, func(i, j int) bool { return tasks[i].Due < tasks[j].Due })
	return tasks
}

func why(today calendar.Day, e Expected) string {
	if e.StateOn(today) == StateMissing {
		return fmt.Sprintf("п. %s, overdue since %s", e.Paragraph, e.Last)
	}
	return fmt.Sprintf("п. %s, due %s", e.Paragraph, e.Due)
}

// StateOn is the state on a day of a return that has not been answered.
func (e Expected) StateOn(today calendar.Day) State {
	if today > e.Last {
		return StateMissing
	}
	return StateDue
}
