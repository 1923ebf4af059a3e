@NullMarked
package dev.peerscribe.ffmpeg;

import org.jspecify.annotations.NullMarked;
