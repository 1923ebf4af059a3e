/** FFmpeg's libraries and the encoders made of them: decoded frames in, packets out. Knows neither files nor networks. */
@NullMarked
package dev.peerscribe.ffmpeg;

import org.jspecify.annotations.NullMarked;
