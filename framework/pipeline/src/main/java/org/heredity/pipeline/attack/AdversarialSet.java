package org.heredity.pipeline.attack;

import org.heredity.api.attack.ThreatModel;
import org.heredity.api.result.SetResult;
import org.heredity.data.Randomness;
import org.heredity.pipeline.cache.Artifact;
import org.heredity.pipeline.cache.ImageStack;

/**
 * The adversarial versions of a target's test images, in their order.
 *
 * @param threat what it was made under
 * @param artifact its images and measures
 * @param images number of images
 * @param side in pixels
 * @param noiseDraw which draw of noise it is compared with: 0, or its place within an ensemble, for
 *     the worst of several sets is to be compared with the worst of as many draws
 * @param measures what was measured when it was made
 * @param result what reports know of it
 */
public record AdversarialSet(
    ThreatModel threat,
    Artifact artifact,
    int images,
    int side,
    int noiseDraw,
    SetMaker.Measures measures,
    SetResult result) {
  /** The noise that it is compared with. */
  public Randomness noise(long seed) {
    Randomness noise = Randomness.of(seed).at("noise");
    return noiseDraw == 0 ? noise : noise.at(noiseDraw);
  }

  /** Where the images lie. */
  public Artifact.Blob blob() {
    return artifact.blob(SetMaker.IMAGES);
  }

  /** Opens the images; to be closed. */
  public ImageStack open() {
    return ImageStack.open(blob().file(), images, side);
  }
}
