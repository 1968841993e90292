package main

import "github.com/spf13/cobra"

func (a *app) explain() *cobra.Command { return &cobra.Command{Use: "explain FACT"} }
func (a *app) report() *cobra.Command  { return &cobra.Command{Use: "report"} }
