package dev.peerscribe.stage;

/**
 * What a live stage gives.
 *
 * @param layout who has which place
 * @param width pixels across, even
 * @param height pixels down, even
 * @param frameRate pictures a second, 1 to 60
 */
public record StageFormat(Layout layout, int width, int height, int frameRate) {}
