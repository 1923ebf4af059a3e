/** Tracks into live outputs: RTMP, SRT, RTSP and HLS, each with a thread, a queue and troubles of its own. */
@NullMarked
package dev.peerscribe.relay;

import org.jspecify.annotations.NullMarked;
