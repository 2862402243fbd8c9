package org.heredity.api.dataset;

/**
 * What is known of a dataset before it is opened.
 *
 * @param description what it is, in a phrase
 * @param classes number of classes; 0 if it depends on what the user has
 * @param train number of training images; 0 if it depends
 * @param test number of test images; 0 if it depends
 * @param licence its licence or terms, in a phrase
 * @param source where it comes from; empty if it is the user's
 * @param trainPerClass training images of every class; 0 if it differs or depends
 * @param testPerClass test images of every class; 0 if it differs or depends
 */
public record DatasetFacts(
    String description,
    int classes,
    int train,
    int test,
    String licence,
    String source,
    int trainPerClass,
    int testPerClass) {

  /**
   * A dataset whose classes differ in size, or whose size is not known.
   *
   * @param description what it is, in a phrase
   * @param classes number of classes; 0 if it depends on what the user has
   * @param train number of training images; 0 if it depends
   * @param test number of test images; 0 if it depends
   * @param licence its licence or terms, in a phrase
   * @param source where it comes from; empty if it is the user's
   */
  public DatasetFacts(
      String description, int classes, int train, int test, String licence, String source) {
    this(description, classes, train, test, licence, source, 0, 0);
  }

  /**
   * The same facts with the size of every class.
   *
   * @param trainImages training images of every class
   * @param testImages test images of every class
   * @return a copy
   */
  public DatasetFacts perClass(int trainImages, int testImages) {
    return new DatasetFacts(
        description, classes, train, test, licence, source, trainImages, testImages);
  }
}
