package dev.peerscribe.media;

/**
 * What an engine plays of a track, by its statistics (W3C webrtc-stats, RTCInboundRtpStreamStats).
 *
 * @param held how long all that was played was held after it had arrived, all together (s)
 * @param count how many samples, or pictures, that was
 */
record Playout(String trackId, TrackKind kind, double held, long count) {}
