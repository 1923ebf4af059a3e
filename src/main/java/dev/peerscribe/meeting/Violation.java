package dev.peerscribe.meeting;

/** A rule that a field of a request breaks. */
public record Violation(String field, String rule) {}
