package org.heredity.attacks.transfer;

import org.heredity.data.Randomness;

/**
 * SI (Lin et al., ICLR 2020): copy {@code i} is the image at brightness {@code 1 / 2^(i mod
 * count)}.
 *
 * @param count of scales
 */
record Scales(int count) implements InputTransformation {
  @Override
  public Change draw(Randomness image, int copy, Frame frame) {
    return ChannelScaling.of(frame.whole(), 1f / (1 << copy % count));
  }
}
