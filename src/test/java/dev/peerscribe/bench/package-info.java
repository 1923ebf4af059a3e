/** What a running agent costs, measured from outside on Linux. */
@NullMarked
package dev.peerscribe.bench;

import org.jspecify.annotations.NullMarked;
