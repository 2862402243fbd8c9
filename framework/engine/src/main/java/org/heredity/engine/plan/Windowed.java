package org.heredity.engine.plan;

import org.heredity.layers.Window;

/** What moves a window over images. Most of them are simple: four numbers are then one each. */
public interface Windowed {
  /** How it moves. */
  Window window();

  /** Whether one number each says all of it. */
  boolean simple();

  /** Side of the window; of a {@link #simple} one. */
  default int kernel() {
    return window().rows().kernel();
  }

  /** In both directions; of a {@link #simple} one. */
  default int stride() {
    return window().rows().stride();
  }

  /** On all four sides; of a {@link #simple} one. */
  default int padding() {
    return window().rows().before();
  }
}
