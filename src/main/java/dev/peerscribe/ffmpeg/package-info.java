/** FFmpeg's libraries, the encoders made of them (decoded frames in, packets out), and files to be played (frames out). */
@NullMarked
package dev.peerscribe.ffmpeg;

import org.jspecify.annotations.NullMarked;
