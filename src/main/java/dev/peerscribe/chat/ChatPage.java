package dev.peerscribe.chat;

import java.util.List;

/** A part of a meeting's history, the oldest message first, and how many messages are unread in all. */
public record ChatPage(List<ChatEntry> messages, long unread) {}
