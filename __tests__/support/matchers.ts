import { Testing } from 'cdktf';

// Registers toHaveResourceWithProperties and its siblings with Jest.
Testing.setupJest();
