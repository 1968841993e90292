package main

import (
	"fmt"
	"time"

	"nsk/connectors/contract"
)

// A said error is one that a person who is no engineer has to put right, such as the sender
// of a file: it is said in their language, with what to do. Its Error is English.
type said struct{ kk, ru, en string }

func (s *said) Error() string { return s.en }

func (f *fileArg) absent() error {
	return &said{
		kk: f.path + " файлы жоқ; атауы мен қалтасын тексеріңіз",
		ru: "файла " + f.path + " нет; проверьте название и папку",
		en: "file " + f.path + ": there is none; check its name and folder",
	}
}

func (f *fileArg) sourceless() error {
	return &said{
		kk: fmt.Sprintf("%s файлы: «%s» дереккөзі жоқ; оны --source арқылы көрсетіңіз (тізім: nsk sources)", f.path, f.source),
		ru: fmt.Sprintf("файл %s: источника «%s» нет; укажите его через --source (список: nsk sources)", f.path, f.source),
		en: fmt.Sprintf("file %s: %q is no source; name one with --source (nsk sources lists them)", f.path, f.source),
	}
}

func (f *fileArg) formless() error {
	const forms = "csv, xlsx, json, jsonl, parquet"
	return &said{
		kk: fmt.Sprintf("%s файлы: нысаны белгісіз; мына нысандар оқылады: %s", f.path, forms),
		ru: fmt.Sprintf("файл %s: форма не предусмотрена; читаются %s", f.path, forms),
		en: fmt.Sprintf("file %s: its form is not known; read are %s", f.path, forms),
	}
}

// fileName is the name from which sender and period are read.
const fileName = "990440000385_2025-03.csv"

func (f *fileArg) unsigned() error {
	return &said{
		kk: fmt.Sprintf("%s файлы: жіберушінің БСН атауынан көрінбейді; оны --provider арқылы көрсетіңіз немесе файлды %s үлгісімен атаңыз", f.path, fileName),
		ru: fmt.Sprintf("файл %s: из названия не виден БИН отправителя; укажите его через --provider или назовите файл по образцу %s", f.path, fileName),
		en: fmt.Sprintf("file %s: say who sends it with --provider, or name it like %s", f.path, fileName),
	}
}

func (f *fileArg) undated(cause error) error {
	return &said{
		kk: fmt.Sprintf("%s файлы: есепті кезең көрінбейді; оны --period арқылы көрсетіңіз немесе файлды %s үлгісімен атаңыз", f.path, fileName),
		ru: fmt.Sprintf("файл %s: не виден отчётный период; укажите его через --period или назовите файл по образцу %s", f.path, fileName),
		en: fmt.Sprintf("file %s: say which period it is about with --period (%v)", f.path, cause),
	}
}

func (f *fileArg) misfit(c *contract.Contract, p contract.Period) error {
	like := contract.PeriodOf(c.Cadence, time.Date(2025, 3, 1, 0, 0, 0, 0, time.UTC))
	return &said{
		kk: fmt.Sprintf("%s файлы: %s кезеңі бұл дереккөзге сәйкес келмейді; кезең мына үлгімен жазылады: %s", f.path, p, like),
		ru: fmt.Sprintf("файл %s: период %s не подходит этому источнику; период пишется по образцу %s", f.path, p, like),
		en: fmt.Sprintf("file %s: %s is %s, but the period %s is not; write it like %s", f.path, c.Source, c.Cadence, p, like),
	}
}
