package org.heredity.attacks.transfer;

import org.heredity.data.Randomness;

/** What SIA does to a block (Wang et al., ICCV 2023). */
enum BlockChange {
  /** Rolled along the columns by a random number of pixels. */
  VERTICAL_SHIFT {
    @Override
    Change draw(Area area, Randomness block, Frame frame) {
      int by = (int) (block.uniformDouble(1) * area.height());
      return new Separable(area, Axis.rolled(area.height(), by), Axis.unchanged(area.width()));
    }
  },
  /** Rolled along the rows. */
  HORIZONTAL_SHIFT {
    @Override
    Change draw(Area area, Randomness block, Frame frame) {
      int by = (int) (block.uniformDouble(1) * area.width());
      return new Separable(area, Axis.unchanged(area.height()), Axis.rolled(area.width(), by));
    }
  },
  /** Upside down. */
  VERTICAL_FLIP {
    @Override
    Change draw(Area area, Randomness block, Frame frame) {
      return new Separable(area, Axis.reversed(area.height()), Axis.unchanged(area.width()));
    }
  },
  /** Mirrored. */
  HORIZONTAL_FLIP {
    @Override
    Change draw(Area area, Randomness block, Frame frame) {
      return new Separable(area, Axis.unchanged(area.height()), Axis.reversed(area.width()));
    }
  },
  /** Turned by 180 degrees. */
  HALF_TURN {
    @Override
    Change draw(Area area, Randomness block, Frame frame) {
      return new Separable(area, Axis.reversed(area.height()), Axis.reversed(area.width()));
    }
  },
  /** Darkened to a random share of its brightness. */
  SCALE {
    @Override
    Change draw(Area area, Randomness block, Frame frame) {
      return ChannelScaling.of(area, block.uniform(1));
    }
  },
  /** Resized to four fifths and back. */
  RESIZE {
    @Override
    Change draw(Area area, Randomness block, Frame frame) {
      return new Separable(area, blurred(area.height()), blurred(area.width()));
    }

    private Axis blurred(int length) {
      int small = Math.min(length, (int) (SMALL * length) + 1);
      return Axis.resized(length, small).then(Axis.resized(small, length));
    }
  },
  /** With uniform noise of at most 16/255 of a pixel. */
  NOISE {
    @Override
    Change draw(Area area, Randomness block, Frame frame) {
      return new AddedNoise(area, NOISE_SIZE, block.at("noise"), frame);
    }
  },
  /** Without the highest two fifths of the cosine transform's frequencies. */
  LOW_PASS {
    @Override
    Change draw(Area area, Randomness block, Frame frame) {
      return new Separable(area, low(area.height()), low(area.width()));
    }

    private Axis low(int length) {
      return Axis.lowPass(length, length - (int) (HIGH * length));
    }
  },
  /** Each channel black with a probability of a tenth, else brighter by as much. */
  DROPOUT {
    @Override
    Change draw(Area area, Randomness block, Frame frame) {
      float[] factors = new float[Frame.CHANNELS];
      for (int c = 0; c < factors.length; c++) {
        factors[c] = block.uniformDouble(1 + c) < DROPPED ? 0 : (float) (1 / (1 - DROPPED));
      }
      return new ChannelScaling(area, factors);
    }
  };

  private static final double SMALL = 0.8;
  private static final double HIGH = 0.4;
  private static final double DROPPED = 0.1;
  private static final float NOISE_SIZE = 16 / 255f;

  /**
   * Draws a change.
   *
   * @param area the block
   * @param block its stream, of which number 0 is taken
   * @param frame the image's units
   */
  abstract Change draw(Area area, Randomness block, Frame frame);
}
