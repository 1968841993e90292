package main

import (
	"fmt"
	"strings"

	"github.com/segmentio/kafka-go"
)

// oneEvent publishes one event of an application, as the platform does.
func (s *standing) oneEvent(broker, topic string) {
	s.t.Helper()
	to := &kafka.Writer{Addr: kafka.TCP(broker), Topic: topic, RequiredAcks: kafka.RequireAll, Transport: &kafka.Transport{}}
	defer to.Close()
	const event = `{"event_id":1,"application_no":"CE-2025-0000001","at":"2025-03-03T12:00:00+05:00","status":"На рассмотрении","candidate":{"iin":"000228100007"},"centreBin":"940140000385","profession":"4 уровень - Кондитер","lang":"kk"}`
	if err := to.WriteMessages(s.t.Context(), kafka.Message{Value: []byte(event)}); err != nil {
		s.t.Fatal(err)
	}
}

// streams reads what is published while the service stands, and shows how far it has come.
func (s *standing) streams(broker, topic string) {
	s.t.Helper()
	s.oneEvent(broker, topic)
	s.until("a message is read", func() bool { return strings.Contains(s.said(), "msg=batch source=applications") })
	s.until("nothing is left to read", func() bool {
		_, text := s.get("/metrics")
		return strings.Contains(text, `nsk_stream_messages_total{became="accepted",source="applications"} 1`) && strings.Contains(text, `nsk_stream_lag_messages{partition="0",source="applications"} 0`)
	})
}

func streamOf(topic string) string {
	return fmt.Sprintf("streams: {applications: {endpoint: bus, topic: %s, tls: \"false\", batch-wait: 50ms}}\n", topic)
}
