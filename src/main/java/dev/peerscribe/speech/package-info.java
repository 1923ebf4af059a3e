/** What the agent says and shows in a meeting: files, tones, pictures. */
@NullMarked
package dev.peerscribe.speech;

import org.jspecify.annotations.NullMarked;
