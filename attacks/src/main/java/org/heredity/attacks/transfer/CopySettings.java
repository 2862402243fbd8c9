package org.heredity.attacks.transfer;

import java.util.ArrayList;
import java.util.List;
import org.heredity.api.config.Setting;
import org.heredity.api.config.UsageException;

/**
 * What the network is shown in place of an image.
 *
 * @param transformation of blocks
 * @param blocks along each axis
 * @param degrees greatest angle of a turn
 * @param scales brightnesses, each half the one before
 * @param diverse probability of a random size and place
 * @param resize greatest size, as a multiple
 * @param copies of each scale
 */
record CopySettings(
    @Setting(
            value =
                "change blocks of the image at random: sia (each in one of ten ways) or bsr"
                    + " (shuffled and turned)",
            byDefault = "none")
        Blocks transformation,
    @Setting(value = "blocks along each axis (sia, bsr)", byDefault = "3", min = 1, max = 8)
        int blocks,
    @Setting(value = "greatest angle of a turn (bsr)", byDefault = "24", min = 0, max = 180)
        double degrees,
    @Setting(
            value = "SI: copies of the image, each half as bright as the one before",
            byDefault = "1",
            min = 1,
            max = 16)
        int scales,
    @Setting(
            value = "DI: probability of showing a copy at a random size and place; 0 for never",
            byDefault = "0",
            min = 0,
            max = 1)
        double diverse,
    @Setting(
            value = "DI: greatest size, as a multiple of the image's",
            byDefault = "1.1",
            min = 1,
            max = 4)
        double resize,
    @Setting(
            value = "copies of each scale, each changed by a draw of its own",
            byDefault = "1",
            min = 1,
            max = 1000)
        int copies) {
  /** How blocks are changed. */
  enum Blocks {
    /** Not at all. */
    NONE,
    /** By {@link StructureInvariance}. */
    SIA,
    /** By {@link BlockShuffle}. */
    BSR
  }

  CopySettings {
    if (copies > 1 && transformation == Blocks.NONE && diverse == 0) {
      throw new UsageException(
          "'copies' would be the same image "
              + copies
              + " times; set 'transformation' or 'diverse', or leave out 'copies'");
    }
  }

  /** All copies of an image. */
  int count() {
    return scales * copies;
  }

  /** What happens to a copy, in order; nothing if networks see images as they are. */
  List<InputTransformation> transformations() {
    List<InputTransformation> all = new ArrayList<>();
    switch (transformation) {
      case SIA -> all.add(new StructureInvariance(blocks));
      case BSR -> all.add(new BlockShuffle(blocks, degrees));
      default -> {}
    }
    if (scales > 1) {
      all.add(new Scales(scales));
    }
    if (diverse > 0) {
      all.add(new Diversity(diverse, resize));
    }
    return all;
  }
}
