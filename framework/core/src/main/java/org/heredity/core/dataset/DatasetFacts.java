package org.heredity.core.dataset;

/**
 * What is known of a dataset before it is opened.
 *
 * @param description what it is, in a phrase
 * @param classes number of classes; 0 if it depends on what the user has
 * @param train number of training images; 0 if it depends
 * @param test number of test images; 0 if it depends
 * @param licence its licence or terms, in a phrase
 * @param source where it comes from; empty if it is the user's
 */
public record DatasetFacts(
    String description, int classes, int train, int test, String licence, String source) {}
