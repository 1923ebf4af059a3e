/** The chart and what goes into the image, held against Helm, Kubernetes' own models and the agent. */
@NullMarked
package dev.peerscribe.deploy;

import org.jspecify.annotations.NullMarked;
