package dev.peerscribe.chat;

import java.util.List;

/** A fact about a meeting's chat. A listener only enqueues. */
public sealed interface ChatEvent {
    String meetingId();

    ChatEntry entry();

    /** A message came that was not known yet. */
    record ChatReceived(String meetingId, ChatEntry entry) implements ChatEvent {}

    /** A message of the agent's was taken. */
    record ChatSent(String meetingId, ChatEntry entry) implements ChatEvent {}

    /**
     * Peers were told that they are recorded: it went into the socket or a data channel.
     *
     * @param entry what they were told; no part of the history where it was for one of them alone
     * @param peers ids of those for whom it was, see {@code PeerSnapshot}
     */
    record NoticeGiven(String meetingId, ChatEntry entry, List<String> peers) implements ChatEvent {
        public NoticeGiven {
            peers = List.copyOf(peers);
        }
    }

    /** A message of the agent's got further: see its delivery. */
    record DeliveryChanged(String meetingId, ChatEntry entry) implements ChatEvent {}
}
