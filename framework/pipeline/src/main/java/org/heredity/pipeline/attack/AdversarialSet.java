package org.heredity.pipeline.attack;

import org.heredity.api.attack.ThreatModel;
import org.heredity.api.result.SetResult;
import org.heredity.pipeline.cache.Artifact;
import org.heredity.pipeline.cache.ImageStack;

/**
 * The adversarial versions of a target's test images, in their order.
 *
 * @param threat what it was made under
 * @param artifact its images and measures
 * @param images number of images
 * @param side in pixels
 * @param measures what was measured when it was made
 * @param result what reports know of it
 */
public record AdversarialSet(
    ThreatModel threat,
    Artifact artifact,
    int images,
    int side,
    SetMaker.Measures measures,
    SetResult result) {
  /** Where the images lie. */
  public Artifact.Blob blob() {
    return artifact.blob(SetMaker.IMAGES);
  }

  /** Opens the images; to be closed. */
  public ImageStack open() {
    return ImageStack.open(blob().file(), images, side);
  }
}
