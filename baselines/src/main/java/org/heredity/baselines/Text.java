package org.heredity.baselines;

/** What settings that several methods share mean. */
final class Text {
  static final String ITERATIONS = "published number of training steps, which the budget scales";
  static final String EPOCHS = "published number of epochs, in place of iterations";
  static final String PATIENCE =
      "judgements on the selection images without a better one after which it stops; 0 for never";
  static final String LR = "learning rate";
  static final String HEAD_FACTOR = "the head's learning rate over that of the rest";
  static final String MOMENTUM = "momentum of SGD";
  static final String WEIGHT_DECAY = "weight decay of all parameters";
  static final String LABEL_SMOOTHING = "share of a label that is spread evenly over all classes";
  static final String DROPOUT =
      "probability that a channel is dropped after each of the network's stages";
  static final String SCHEDULE = "how the learning rate changes";
  static final String LAMBDA = "weight of the difference from the teacher's stage outputs";

  private Text() {}
}
