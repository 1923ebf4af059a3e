/**
 * Tracks into live outputs: RTMP, SRT, RTSP, HLS, WHIP and other meetings, each with threads, queues and troubles of its own.
 */
@NullMarked
package dev.peerscribe.relay;

import org.jspecify.annotations.NullMarked;
