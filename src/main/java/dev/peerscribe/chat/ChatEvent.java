package dev.peerscribe.chat;

/** A fact about a meeting's chat. A listener only enqueues. */
public sealed interface ChatEvent {
    String meetingId();

    ChatEntry entry();

    /** A message came that was not known yet. */
    record ChatReceived(String meetingId, ChatEntry entry) implements ChatEvent {}

    /** A message of the agent's was taken. */
    record ChatSent(String meetingId, ChatEntry entry) implements ChatEvent {}

    /** A message of the agent's got further: see its delivery. */
    record DeliveryChanged(String meetingId, ChatEntry entry) implements ChatEvent {}
}
