/**
 * FFmpeg's libraries, the encoders and the decoder made of them (decoded frames in, packets out, and back), and files to be
 * played (frames out).
 */
@NullMarked
package dev.peerscribe.ffmpeg;

import org.jspecify.annotations.NullMarked;
