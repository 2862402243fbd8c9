package org.heredity.core.suite;

import org.heredity.core.attack.ThreatModel;
import org.heredity.core.result.SetResult;
import org.heredity.core.store.ImageStack;
import org.heredity.core.store.Product;

/**
 * The adversarial versions of a target's test images, in their order.
 *
 * @param threat the budget it was made with
 * @param product where it lies
 * @param images number of images
 * @param side in pixels
 * @param measures what was measured when it was made
 * @param result what reports know of it
 */
record AdversarialSet(
    ThreatModel threat,
    Product product,
    int images,
    int side,
    SetMaker.Measures measures,
    SetResult result) {
  /** Opens the images; to be closed. */
  ImageStack open() {
    return ImageStack.open(product.file(), images, side);
  }
}
