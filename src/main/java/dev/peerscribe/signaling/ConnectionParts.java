package dev.peerscribe.signaling;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.function.Consumer;

/**
 * What a connection is made of.
 *
 * @param codec reads frames
 * @param hellos reads introductions
 * @param verifier remembers what was seen, across the connection's links
 * @param introductions who is on the current link
 * @param rates how much of each peer is heard
 * @param signedRates how much of what is signed
 * @param announcements what those who are there, or were, can do
 * @param cipher opens what is encrypted
 * @param life the states and the times of attempts
 * @param sender the way out
 * @param transport the way to new sockets
 * @param onEnd told when nothing of the connection runs any more
 */
record ConnectionParts(
        SignalingProperties settings,
        SignalingMeters meters,
        InstantSource clock,
        SecureRandom random,
        FrameCodec codec,
        HelloCodec hellos,
        FrameVerifier verifier,
        Introductions introductions,
        PeerRates rates,
        PeerRates signedRates,
        Announcements announcements,
        MessageCipher cipher,
        ConnectionLife<SocketLink> life,
        FrameSender sender,
        SocketTransport transport,
        Consumer<WebSocketSignalingConnection> onEnd) {}
