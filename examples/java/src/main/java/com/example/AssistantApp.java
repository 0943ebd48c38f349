package com.example;

import software.amazon.awscdk.App;
import software.amazon.awscdk.Environment;
import software.amazon.awscdk.StackProps;

public final class AssistantApp {
    private AssistantApp() {
    }

    public static void main(final String[] args) {
        App app = new App();
        new AssistantStack(app, "CrisQuickStart", StackProps.builder()
                .env(Environment.builder().region("eu-west-1").build())
                .build());
        app.synth();
    }
}
