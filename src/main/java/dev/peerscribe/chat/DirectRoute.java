package dev.peerscribe.chat;

/** The way to a meeting's peers that does not lead through the relay. */
public interface DirectRoute {
    /** Sends a text over every open data channel of the meeting; returns how many took it. */
    int broadcast(String meetingId, String text);

    /** Sends a text over the data channel of one peer; false where none of its is open. */
    boolean send(String meetingId, String peerId, String text);
}
